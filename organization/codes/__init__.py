"""One-time codes that two officers print for somebody who cannot sign in while mail and SMS are down."""

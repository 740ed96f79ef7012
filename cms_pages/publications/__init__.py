"""What else stands in a column beside articles: galleries, videos, audio recordings, documents."""

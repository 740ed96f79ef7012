"""Former addresses of pages: Wagtail notes them when a page moves, here they lead to the present one."""

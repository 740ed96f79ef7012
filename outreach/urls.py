"""The addresses of messages and to-dos."""

from django.urls import path

from outreach import views

app_name = "outreach"

urlpatterns = [
    path("messages/", views.list_messages, name="messages"),
    path("messages/read/", views.read_all_messages, name="read_all"),
    path("messages/<int:notice_id>/open/", views.open_message, name="open"),
    path("todos/", views.list_todos, name="todos"),
]

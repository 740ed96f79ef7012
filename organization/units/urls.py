"""The addresses of `units`."""

from django.urls import URLPattern, path

from organization.units import changing, views

urlpatterns: list[URLPattern] = [
    path("", views.show_chart, name="home"),
    path("chart/<int:unit_id>/", views.show_level, name="chart_level"),
    path("terms/", views.show_terms, name="terms"),
    path("terms/rule/", changing.change_term, name="term_rule"),
    path("coverage/", views.show_coverage, name="coverage"),
    path("coverage/rule/", changing.change_threshold, name="coverage_rule"),
    path("units/new/", changing.set_up, name="unit_set_up"),
    path("units/<int:unit_id>/", views.show_unit, name="unit"),
    path("units/<int:unit_id>/people/", views.show_people, name="unit_people"),
    path("units/<int:unit_id>/rename/", changing.rename, name="unit_rename"),
    path("units/<int:unit_id>/move/", changing.move, name="unit_move"),
    path("units/<int:unit_id>/merge/", changing.merge, name="unit_merge"),
    path("units/<int:unit_id>/split/", changing.split, name="unit_split"),
    path("units/<int:unit_id>/dissolve/", changing.dissolve, name="unit_dissolve"),
    path("units/<int:unit_id>/committee/", changing.elect, name="committee_elect"),
    path("committees/<int:committee_id>/postpone/", changing.postpone, name="committee_postpone"),
    path("committees/<int:committee_id>/end/", changing.end, name="committee_end"),
]

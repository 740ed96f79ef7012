"""The roster of people in scope: pages, sorting, spreadsheets in and out, the HR feed."""

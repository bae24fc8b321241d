"""The worker: sends the outbox, runs due reminders and periodic jobs; several may run side by side."""

"""Cron schedules. They only queue jobs; who does them, and when, is the queue's business."""

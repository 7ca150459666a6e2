"""Folders, buckets and sites that the library follows.

A source says what exists now; a plan compares that with what is known of it; applying the plan accepts, renames and
removes documents (`following.Sources` does all that). A further kind of source is one file in `kinds`.
"""

"""Files as people have them: any container, encoding and delimiter to plain text columns; numbers and dates as people write them.

Events and yearly facts are read through this room, so that they agree on what they accept.
"""

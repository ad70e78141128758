UPDATE shadow SET seen_at = %(seen_at)s, seen_id = %(seen_id)s WHERE number = %(number)s

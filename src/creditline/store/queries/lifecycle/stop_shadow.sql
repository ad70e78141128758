UPDATE shadow SET stopped_at = %(stopped_at)s WHERE number = %(number)s AND stopped_at IS NULL RETURNING number

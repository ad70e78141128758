UPDATE line SET constrained = true WHERE id = %(line_id)s AND NOT constrained

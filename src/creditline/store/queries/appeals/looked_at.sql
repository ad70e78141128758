SELECT looked_at FROM appeal_look WHERE appeal_id = %(appeal_id)s AND staff_id = %(staff_id)s

// The list of leads.

"""What the laboratory's pages ask: queues, the sheet to fill in, and what the values say."""

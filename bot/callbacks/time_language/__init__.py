"""How people say times: from a noisy English or Spanish text to dates and hours, step by step; `bot.callbacks.times` runs it."""

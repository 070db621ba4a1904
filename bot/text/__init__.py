"""Pure Chinese text: width, script, numbers, measures, money, dates, places, links, masking."""

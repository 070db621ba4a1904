"""Pure Chinese text: width, typos, numbers, measures, money, dates, places, links, masking."""

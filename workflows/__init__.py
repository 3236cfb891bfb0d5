"""Durable workflows: they wait, retry and fan out. They hold no rule and touch nothing but activities."""

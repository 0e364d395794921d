// How the search takes a question apart and ranks what it found; Sphinx puts this behind its own script.
"use strict";

const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

// As in folded_search.py, but what is joined is asked for as one: KY-12, 2022-12-01.
splitQuery = (query) => folded(query).match(/(?=[\p{L}\p{N}_-]*\d)[\p{L}\p{N}_]+(-[\p{L}\p{N}_]+)+|[\p{L}\p{N}_]+/gu) ?? [];

// Sphinx leaves numbers out; here they are codes and sections.
const parse = Search._parseQuery;
Search._parseQuery = (query) => {
  const parsed = parse(query);
  for (const word of splitQuery(query))
    if (/^\d+$/.test(word)) {
      parsed[1].add(word);
      parsed[3].add(word);
    }
  return parsed;
};

// The entries of the general index, names in other languages among them, are asked for without accents like all else.
const setIndex = Search.setIndex;
Search.setIndex = (index) => {
  const entries = {};
  for (const [name, places] of Object.entries(index.indexentries)) (entries[folded(name)] ??= []).push(...places);
  setIndex({ ...index, indexentries: entries });
};
const perform = Search._performSearch;
Search._performSearch = (query, ...words) => perform(folded(query), ...words);

Scorer = {
  ...Scorer,
  // The page of a code that was asked for by its name, then titles with more of what was asked, then the rest.
  score: ([page, title, anchor, description, score]) => {
    const asked = splitQuery(new URLSearchParams(location.search).get("q") ?? "");
    const words = new Set(splitQuery(title));
    const found = asked.filter((word) => words.has(word)).length;
    const named = asked.length === 1 && folded(title).endsWith(`(${asked[0]})`);
    return score + (20 * found) / (asked.length || 1) + (named ? 100 : 0);
  },
};

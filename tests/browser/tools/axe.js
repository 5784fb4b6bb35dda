// What is wrong with a page, as axe sees it; what looks like something judged is passed over.
globalThis.findProblems = (() => {
  // All that decides whether letters can be told from what is behind them.
  const DRESS = ["color", "backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode",
    "position", "textShadow", "fontSize", "fontWeight"];
  const OF_STYLE = new Set(["pseudoContent", "bgGradient", "bgImage"]);

  /** Texts by their dress: their own style and that of everything they stand in, up to the root. */
  function textsByDress() {
    const dresses = new Map([[null, ""]]), texts = new Map();
    const dressOf = one => {
      if (!dresses.has(one)) {
        const style = getComputedStyle(one);
        const own = [one.localName, ...DRESS.map(name => style[name])];
        dresses.set(one, shortened(dressOf(one.parentElement) + own));
      }
      return dresses.get(one);
    };
    for (const one of document.querySelectorAll("body *")) {
      if (!hasText(one) || !one.checkVisibility({visibilityProperty: true})) continue;
      const dress = dressOf(one);
      texts.set(dress, [...texts.get(dress) ?? [], one]);
    }
    return texts;
  }

  const hasText = one => one.matches("input, select, textarea") ||
    [...one.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim());

  /** Two halves of 32 bits, so that no two dresses of a site come to the same. */
  function shortened(text) {
    let one = 0x811c9dc5, other = 0x9e3779b9;
    for (let at = 0; at < text.length; at += 1) {
      one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
      other = Math.imul(other ^ text.charCodeAt(at), 0x85ebca6b);
    }
    return `${(one >>> 0).toString(36)}-${(other >>> 0).toString(36)}`;
  }

  const told = found => found.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target}`));

  /** What axe came to a judgment on is judged, and what it never will, for the style of it; the
   * rest, which something lay over or which was out of sight, is asked about again. */
  async function colours(rules, judged) {
    const texts = textsByDress();
    const fresh = [...texts].filter(([dress]) => !judged.has(dress));
    if (!fresh.length) return {problems: [], judged: []};
    const include = fresh.flatMap(([, elements]) => elements);
    const found = await axe.run({include},
      {runOnly: rules, elementRef: true});
    const nodes = [...found.passes, ...found.violations, ...found.incomplete]
      .filter(rule => rule.id === "color-contrast").flatMap(rule => rule.nodes)
      .filter(node => !node.any[0].data?.messageKey || OF_STYLE.has(node.any[0].data.messageKey));
    const done = new Set(nodes.map(node => node.element));
    const dresses = fresh.filter(([, elements]) => elements.some(one => done.has(one)));
    return {problems: told(found), judged: dresses.map(([dress]) => dress)};
  }

  /** Every rule but these. */
  async function others(without) {
    const off = Object.fromEntries(without.map(name => [name, {enabled: false}]));
    return told(await axe.run({resultTypes: ["violations"], rules: off}));
  }

  return {colours: (rules, judged) => colours(rules, new Set(judged)), others};
})();

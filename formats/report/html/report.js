// SPDX-License-Identifier: MIT
// The HTML report without this script is complete; with it, findings can be searched and
// filtered, commands copied, and the theme chosen. It writes no markup, only texts.
(function () {
  "use strict";

  var root = document.documentElement;
  var findings = Array.from(document.querySelectorAll(".finding"));
  var rules = Array.from(document.querySelectorAll(".rule"));
  var areas = Array.from(document.querySelectorAll(".area"));
  var severities = Array.from(document.querySelectorAll(".severities input"));
  var facets = ["area", "server", "state"];
  var texts = null;
  var opened = null;

  function by(id) {
    return document.getElementById(id);
  }

  function on(id, event, handler) {
    if (by(id)) by(id).addEventListener(event, handler);
  }

  // ---- theme ----

  function isDark() {
    if (root.classList.contains("dark")) return true;
    if (root.classList.contains("light")) return false;
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function nameTheme() {
    by("theme").textContent = isDark() ? "Light theme" : "Dark theme";
  }

  function setTheme(theme) {
    root.classList.remove("dark", "light");
    if (theme === "dark" || theme === "light") root.classList.add(theme);
    nameTheme();
  }

  // ---- filter ----

  // What is said once for a rule belongs to each of its findings.
  function textOf(finding) {
    var rule = finding.closest(".rule");
    var head = Array.from(rule.querySelectorAll("summary, .impact, .why"));
    return head.concat(finding).map(function (part) {
      return part.textContent;
    }).join(" ").toLowerCase();
  }

  function wanted() {
    return {
      words: by("q").value.toLowerCase().split(/\s+/).filter(Boolean),
      severities: severities.filter(function (box) {
        return box.checked;
      }).map(function (box) {
        return box.id.slice(4);
      }),
      area: by("area").value,
      server: by("server").value,
      state: by("state").value
    };
  }

  function fits(finding, i, want) {
    var data = finding.dataset;
    return want.severities.includes(data.sev) &&
      (!want.area || data.area === want.area) &&
      (!want.server || data.server === want.server) &&
      (!want.state || data.state.split(" ").includes(want.state)) &&
      want.words.every(function (word) {
        return texts[i].includes(word);
      });
  }

  function hideEmpty(boxes) {
    boxes.forEach(function (box) {
      box.classList.toggle("filtered", !box.querySelector(".finding:not(.filtered)"));
    });
  }

  function tell(shown) {
    by("result").textContent = shown + " of " + findings.length +
      (findings.length === 1 ? " finding" : " findings");
  }

  function filter() {
    var want = wanted();
    var shown = 0;
    if (want.words.length && !texts) texts = findings.map(textOf);
    findings.forEach(function (finding, i) {
      var fit = fits(finding, i, want);
      finding.classList.toggle("filtered", !fit);
      shown += fit ? 1 : 0;
    });
    hideEmpty(rules);
    hideEmpty(areas);
    tell(shown);
    if (want.words.length) open(rules.filter(function (rule) {
      return !rule.classList.contains("filtered");
    }));
  }

  // ---- the address: "#EXL3103", "#f-0123456789abcdef" or "#q=owa&sev=high" ----

  function saveState() {
    var state = new URLSearchParams();
    var off = severities.filter(function (box) {
      return !box.checked;
    });
    if (by("q").value) state.set("q", by("q").value);
    if (off.length) state.set("sev", wanted().severities.join(","));
    facets.forEach(function (facet) {
      if (by(facet).value) state.set(facet, by(facet).value);
    });
    if (root.classList.contains("dark")) state.set("theme", "dark");
    if (root.classList.contains("light")) state.set("theme", "light");
    history.replaceState(null, "", state.toString() ? "#" + state : location.pathname + location.search);
  }

  function change() {
    filter();
    saveState();
  }

  function loadState(state) {
    if (state.has("theme")) setTheme(state.get("theme"));
    if (!by("q")) return;
    by("q").value = state.get("q") || "";
    facets.forEach(function (facet) {
      by(facet).value = state.get(facet) || "";
      if (by(facet).selectedIndex < 0) by(facet).value = "";
    });
    severities.forEach(function (box) {
      box.checked = !state.has("sev") || state.get("sev").split(",").includes(box.id.slice(4));
    });
    filter();
  }

  // Whatever is folded or filtered around a target is shown.
  function reveal(target) {
    var box = target;
    if (target.closest(".filtered")) reset();
    while (box) {
      if (box.tagName === "DETAILS") box.open = true;
      box = box.parentElement;
    }
    Array.from(target.querySelectorAll(":scope > details")).forEach(function (details) {
      details.open = true;
    });
    target.scrollIntoView();
  }

  function follow() {
    var hash = location.hash.slice(1);
    if (hash.includes("=")) {
      loadState(new URLSearchParams(hash));
      return;
    }
    var target = hash && by(decodeURIComponent(hash));
    if (target) reveal(target);
  }

  function reset() {
    by("q").value = "";
    facets.forEach(function (facet) {
      by(facet).value = "";
    });
    severities.forEach(function (box) {
      box.checked = true;
    });
    filter();
  }

  // ---- folding ----

  function foldable() {
    return Array.from(document.querySelectorAll(".rule details, details.more, details.small"));
  }

  function open(boxes) {
    boxes.forEach(function (box) {
      box.querySelector("details").open = true;
    });
  }

  function setAll(state) {
    foldable().forEach(function (details) {
      details.open = state;
    });
  }

  function beforePrint() {
    opened = foldable().filter(function (details) {
      return !details.open;
    });
    setAll(true);
  }

  function afterPrint() {
    (opened || []).forEach(function (details) {
      details.open = false;
    });
    opened = null;
  }

  // ---- copying ----

  function copyOld(text) {
    var area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done;
  }

  function say(button, text) {
    button.textContent = text;
    window.setTimeout(function () {
      button.textContent = "Copy";
    }, 2000);
  }

  function copy(button) {
    var text = button.parentElement.querySelector("code").textContent;
    function old() {
      say(button, copyOld(text) ? "Copied" : "Not copied");
      button.focus();
    }
    if (!navigator.clipboard) {
      old();
      return;
    }
    navigator.clipboard.writeText(text).then(function () {
      say(button, "Copied");
    }, old);
  }

  // ---- keys ----

  function isTyping(element) {
    return /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
  }

  function key(event) {
    if (event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && by("q")) {
      event.preventDefault();
      by("q").focus();
      by("q").scrollIntoView({ block: "center" });
    }
    if (event.key === "Escape" && event.target === by("q")) {
      by("q").value = "";
      change();
    }
  }

  // ---- start ----

  function start() {
    root.classList.add("has-js");
    nameTheme();
    on("theme", "click", function () {
      setTheme(isDark() ? "light" : "dark");
      saveTheme();
    });
    if (by("q")) {
      on("q", "input", change);
      facets.forEach(function (facet) {
        on(facet, "change", change);
      });
      severities.forEach(function (box) {
        box.addEventListener("change", change);
      });
      on("expand", "click", function () {
        setAll(true);
      });
      on("collapse", "click", function () {
        setAll(false);
      });
      on("reset", "click", function () {
        reset();
        saveState();
      });
      tell(findings.length);
    }
    document.addEventListener("click", function (event) {
      var button = event.target.closest(".copy");
      if (button) copy(button);
    });
    document.addEventListener("keydown", key);
    window.addEventListener("hashchange", follow);
    window.addEventListener("beforeprint", beforePrint);
    window.addEventListener("afterprint", afterPrint);
    setAll(false);
    follow();
  }

  function saveTheme() {
    if (by("q")) saveState();
    else history.replaceState(null, "", "#theme=" + (isDark() ? "dark" : "light"));
  }

  start();
}());

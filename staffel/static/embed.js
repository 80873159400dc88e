// For a vendor's website: makes the form in its frame as tall as it is, and hands on how the visitor came (utm_source,
// prefilled answers). Sets no cookie, asks nobody else.
(() => {
  const ours = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe[data-staffel]")].filter((one) => new URL(one.src).origin === ours);
  for (const frame of frames()) {
    const to = new URL(frame.src), came = new URLSearchParams(location.search);
    const more = [...came].filter(([name]) => !to.searchParams.has(name));
    for (const [name, value] of more) to.searchParams.append(name, value);
    if (more.length) frame.src = to.href;
  }
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== ours || typeof data !== "object" || !data) return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (frame && Number.isFinite(data.staffel)) frame.style.height = `${Math.min(Math.max(data.staffel, 100), 20000)}px`;
    if (frame && data.staffel_top) frame.scrollIntoView({ block: "start" });
  });
})();

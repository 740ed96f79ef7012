// The server's time on a device whose clock may be wrong.

let offset = 0;

/** Note what the server's clock says now (milliseconds since 1970). */
export function noteServerTime(milliseconds) {
  if (Number.isFinite(milliseconds)) offset = milliseconds - Date.now();
}

/** Return the server's time in milliseconds, as far as this device can tell. */
export function serverNow() {
  return Date.now() + offset;
}

/** Return `10:36`, or `1:04:09` from an hour on. */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, "0"));
  return parts[0] ? `${parts[0]}:${minutes}:${rest}` : `${minutes}:${rest}`;
}

/** Return the time of day in Shanghai, `14:32:08`, whatever time zone the device is set to. */
export function timeOfDay(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
}

noteServerTime(Date.parse(document.documentElement.dataset.serverNow ?? ""));

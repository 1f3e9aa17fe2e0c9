import { immediate, sleep } from "../../src/flow/instructions.ts";
import type { Coding, ContentPort } from "../../src/ports/content.ts";
import type { Body, HeaderFields, Method, WebReply, WebRequest } from "../../src/ports/http.ts";
import type { Probe, ProbeEvent } from "../../src/ports/probe.ts";

/** A probe that keeps what it hears. */
export interface RecordingProbe extends Probe {
  readonly events: ProbeEvent[];
  of<Kind extends ProbeEvent["kind"]>(kind: Kind): Extract<ProbeEvent, { kind: Kind }>[];
}

export function recordingProbe(): RecordingProbe {
  const events: ProbeEvent[] = [];
  return {
    events,
    emit: (event) => void events.push(event),
    of: <Kind extends ProbeEvent["kind"]>(kind: Kind) =>
      events.filter((event): event is Extract<ProbeEvent, { kind: Kind }> => event.kind === kind),
  };
}

/** Codecs that take 5 ms and leave a fifth (br) or a quarter (gzip); tags made of the content's number. */
export function modelContent(overrides: Partial<ContentPort> = {}): ContentPort & { compressed: [Coding, number][] } {
  const compressed: [Coding, number][] = [];
  return {
    compressed,
    render: (_template, _data, sizeBytes) => immediate({ sizeBytes, content: 1 }),
    *compress(body, coding, level) {
      compressed.push([coding, level]);
      yield* sleep(5);
      return { sizeBytes: Math.round(body.sizeBytes / (coding === "br" ? 5 : 4)), content: body.content };
    },
    entityTag: (body) => immediate(`"${String(body.content)}"`),
    ...overrides,
  };
}

export function request(path: string, headers: HeaderFields = {}, method: Method = "GET"): WebRequest {
  return { method, path, headers };
}

export function reply(headers: HeaderFields = {}, more: { status?: number; body?: Body | undefined } = {}): WebReply {
  const body = "body" in more ? more.body : { sizeBytes: 4000, content: 7 };
  return { status: more.status ?? 200, headers, body, servedBy: "application" };
}

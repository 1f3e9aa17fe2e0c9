import { socketAddress, type SocketCalls } from "./socket_calls.ts";
import type { Address, Driver, EndKind, Transport } from "./transport.ts";

const [SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC] = [1, 0o4000, 0o2000000];
const [MSG_DONTWAIT, MSG_NOSIGNAL] = [0x40, 0x4000];
const [SOL_SOCKET, SO_ERROR, IPPROTO_TCP, TCP_NODELAY] = [1, 4, 6, 1];
const EPOLL_CTL_ADD = 1;
const [EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLRDHUP, EPOLLET] = [1, 4, 8, 16, 0x2000, 0x80000000];
const MOST_EVENTS = 256;
/** Longest wait: after it the driver may look whether it was stopped. */
const MOST_WAIT_MS = 50;
const BUFFER_BYTES = 256 * 1024;

/**
 * TCP by system calls, for a worker of its own: it waits in the kernel and runs nothing else meanwhile. A request costs a `send`, a
 * `recv` and its share of a wait, as in wrk; by the runtime's sockets it costs two promises and their way through the event loop besides.
 * Edge-triggered (epoll(7)), so that a connection is registered once.
 */
export class EpollTransport implements Transport {
  readonly #calls: SocketCalls["symbols"];
  readonly #address: { family: number; bytes: Uint8Array<ArrayBuffer> };
  readonly #epoll: number;
  readonly #fdOf: number[] = [];
  /** Slots by file descriptor; -1 for none. */
  readonly #slotOf: number[] = [];
  readonly #isOpening: boolean[] = [];
  /** What a socket had no room for. */
  readonly #unsent = new Map<number, Uint8Array>();
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  /** An event is packed on x86-64 only (epoll_ctl(2)). */
  readonly #eventWords = Deno.build.arch === "x86_64" ? 3 : 4;
  readonly #events = new Int32Array(MOST_EVENTS * this.#eventWords);
  readonly #eventBytes = new Uint8Array(this.#events.buffer);
  readonly #timeout = new BigInt64Array(2);
  readonly #timeoutBytes = new Uint8Array(this.#timeout.buffer);
  readonly #word = new Int32Array(2);
  readonly #errorBytes = new Uint8Array(this.#word.buffer, 0, 4);
  readonly #lengthBytes = new Uint8Array(this.#word.buffer, 4, 4);
  /** Slots that could not even be begun; told at the next round. */
  #stillborn: number[] = [];

  constructor(calls: SocketCalls, address: Address) {
    this.#calls = calls.symbols;
    const found = socketAddress(address.ip, address.port);
    if (found === undefined) {
      throw new RangeError(`Cannot use an address: it must be an IPv4 or IPv6 address: received ${address.ip}`);
    }
    this.#address = found;
    this.#epoll = this.#calls.epoll_create1(0);
  }

  open(slot: number): void {
    const { family, bytes } = this.#address;
    const fd = this.#calls.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
      this.#stillborn.push(slot);
      return;
    }
    this.#word[0] = 1;
    this.#calls.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, this.#errorBytes, 4);
    // Whether it is under way or refused is told by the first event.
    this.#calls.connect(fd, bytes, bytes.length);
    const event = new Int32Array(this.#eventWords);
    event[0] = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event[this.#eventWords === 3 ? 1 : 2] = fd;
    this.#calls.epoll_ctl(this.#epoll, EPOLL_CTL_ADD, fd, new Uint8Array(event.buffer));
    this.#fdOf[slot] = fd;
    this.#slotOf[fd] = slot;
    this.#isOpening[slot] = true;
  }

  send(slot: number, bytes: Uint8Array, length: number): void {
    const before = this.#unsent.get(slot);
    if (before !== undefined) return void this.#unsent.set(slot, joined(before, bytes.subarray(0, length)));
    const fd = this.#fdOf[slot]!;
    const part = bytes as Uint8Array<ArrayBuffer>;
    const sent = Math.max(0, Number(this.#calls.send(fd, part, BigInt(length), MSG_NOSIGNAL)));
    // What was not sent waits for room; a connection that is dead tells so by an event.
    if (sent < length) this.#unsent.set(slot, bytes.slice(sent, length));
  }

  close(slot: number): void {
    const fd = this.#fdOf[slot]!;
    this.#slotOf[fd] = -1;
    this.#fdOf[slot] = -1;
    this.#unsent.delete(slot);
    this.#calls.close(fd);
  }

  run(driver: Driver): Promise<void> {
    for (driver.tick(); !driver.isDone; driver.tick()) {
      const stillborn = this.#stillborn;
      this.#stillborn = [];
      for (const slot of stillborn) driver.ended(slot, "refused");
      this.#wait(driver, stillborn.length > 0 ? 0 : Math.min(driver.waitMs(), MOST_WAIT_MS));
    }
    this.#fdOf.forEach((fd, slot) => fd >= 0 && this.close(slot));
    this.#calls.close(this.#epoll);
    return Promise.resolve();
  }

  #wait(driver: Driver, waitMs: number): void {
    this.#timeout[1] = BigInt(Math.ceil(waitMs * 1e6));
    const count = this.#calls.epoll_pwait2(this.#epoll, this.#eventBytes, MOST_EVENTS, this.#timeoutBytes, null);
    const words = this.#eventWords;
    for (let event = 0; event < count; event++) {
      const flags = this.#events[event * words]!;
      const slot = this.#slotOf[this.#events[event * words + (words === 3 ? 1 : 2)]!] ?? -1;
      // A slot that was closed by what an earlier event led to.
      if (slot >= 0) this.#happened(driver, slot, flags);
    }
  }

  #happened(driver: Driver, slot: number, flags: number): void {
    if (this.#isOpening[slot]) {
      this.#isOpening[slot] = false;
      if (flags & (EPOLLERR | EPOLLHUP) || this.#error(slot) !== 0) return this.#ended(driver, slot, "refused");
      const fd = this.#fdOf[slot]!;
      driver.opened(slot);
      // A server that spoke or hung up at once has told so in this very event, and tells it no second time.
      if (this.#fdOf[slot] !== fd || (flags & (EPOLLIN | EPOLLRDHUP)) === 0) return;
    } else if (flags & EPOLLOUT) this.#sendRest(slot);
    if (flags & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) this.#receive(driver, slot, flags);
    else if (flags & EPOLLERR) this.#ended(driver, slot, "reset");
  }

  /** Reads until nothing is left; after an end or an error no further event would tell of it. */
  #receive(driver: Driver, slot: number, flags: number): void {
    const fd = this.#fdOf[slot]!;
    const isEnding = (flags & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) !== 0;
    for (;;) {
      const length = Number(this.#calls.recv(fd, this.#buffer, BUFFER_LENGTH, MSG_DONTWAIT));
      if (length > 0) {
        driver.received(slot, this.#buffer, length);
        // The driver may have closed it, and opened another with the same number.
        if (this.#fdOf[slot] !== fd || this.#isOpening[slot]) return;
        if (length < BUFFER_BYTES && !isEnding) return;
      } else if (length === 0) return this.#ended(driver, slot, "closed");
      else if (isEnding) return this.#ended(driver, slot, "reset");
      else return;
    }
  }

  #sendRest(slot: number): void {
    const rest = this.#unsent.get(slot);
    if (rest === undefined) return;
    this.#unsent.delete(slot);
    this.send(slot, rest, rest.length);
  }

  #error(slot: number): number {
    this.#word[0] = 0;
    this.#word[1] = 4;
    this.#calls.getsockopt(this.#fdOf[slot]!, SOL_SOCKET, SO_ERROR, this.#errorBytes, this.#lengthBytes);
    return this.#word[0]!;
  }

  #ended(driver: Driver, slot: number, kind: EndKind): void {
    this.close(slot);
    driver.ended(slot, kind);
  }
}

const BUFFER_LENGTH = BigInt(BUFFER_BYTES);

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

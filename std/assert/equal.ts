type Comparer = (a: unknown, b: unknown) => boolean;
type Keyed = Set<unknown> | Map<unknown, unknown>;
type Key = string | symbol;

/** Prototypes whose instances say everything about themselves in `String(instance)`. */
const TEXTUAL_PROTOTYPES = new Set<unknown>([
  ...[Intl.Locale, RegExp, URL, URLSearchParams].map((type) => type.prototype),
  ...temporalPrototypes(),
]);

const TypedArray: abstract new () => ArrayLike<unknown> = Object.getPrototypeOf(
  Uint8Array,
);

/**
 * Tells whether two values are deeply equal.
 *
 * Prototypes must be the same (null counts as Object's), keys may stand in any order, a property that is undefined is not
 * one that is missing, 0 equals -0 and NaN equals NaN. Dates compare by time, patterns and URLs by their text, sets and
 * maps by content (deeply, keys as well), cycles by shape. Inherited properties count unless the object is plain.
 *
 * @throws {TypeError} when it meets two WeakMaps or two WeakSets, which cannot be looked into.
 *
 * @example
 * ```ts
 * import { assert, assertFalse, equal } from "@std/assert";
 *
 * assert(equal({ tags: new Set(["a", "b"]) }, { tags: new Set(["b", "a"]) }));
 * assertFalse(equal({ ttlMs: undefined }, {}));
 * ```
 */
export function equal(a: unknown, b: unknown): boolean {
  // Pairs that are being compared further up: meeting one again means that both sides have the same cycle.
  const begun = new Map<object, object>();

  const compare: Comparer = (a, b) => {
    if (a === b || Object.is(a, b)) return true;
    if (!isObject(a) || !isObject(b)) return false;
    if (a instanceof Date && b instanceof Date) {
      return Object.is(a.getTime(), b.getTime());
    }
    if (!samePrototype(a, b)) return false;
    const decided = compareOpaque(a, b, compare);
    if (decided !== undefined) return decided;
    if (begun.get(a) === b) return true;
    if (Object.keys(a).length !== Object.keys(b).length) return false;
    begun.set(a, b);
    if (isKeyed(a) && isKeyed(b)) return compareKeyed(a, b, compare);
    if (TEXTUAL_PROTOTYPES.has(Object.getPrototypeOf(a))) {
      return String(a) === String(b);
    }
    return compareProperties(a, b, compare);
  };
  return compare(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isKeyed(value: object): value is Keyed {
  return value instanceof Set || value instanceof Map;
}

function isPrimitive(value: unknown): boolean {
  return value === null ||
    (typeof value !== "object" && typeof value !== "function");
}

function samePrototype(a: object, b: object): boolean {
  return (Object.getPrototypeOf(a) ?? Object.prototype) ===
    (Object.getPrototypeOf(b) ?? Object.prototype);
}

/** Decides about objects whose content is not in their properties; undefined for all others. */
function compareOpaque(
  a: object,
  b: object,
  compare: Comparer,
): boolean | undefined {
  if (a instanceof TypedArray && b instanceof TypedArray) {
    return sameElements(a, b);
  }
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) {
    return sameElements(new Uint8Array(a), new Uint8Array(b));
  }
  if (a instanceof SharedArrayBuffer && b instanceof SharedArrayBuffer) {
    return sameElements(new Uint8Array(a), new Uint8Array(b));
  }
  if (a instanceof WeakMap) {
    throw new TypeError("Cannot compare WeakMap instances");
  }
  if (a instanceof WeakSet) {
    throw new TypeError("Cannot compare WeakSet instances");
  }
  if (a instanceof WeakRef && b instanceof WeakRef) {
    return compare(a.deref(), b.deref());
  }
  return undefined;
}

function sameElements(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  }
  return true;
}

function compareKeyed(a: Keyed, b: Keyed, compare: Comparer): boolean {
  if (a.size !== b.size) return false;
  if ([...a.keys()].every(isPrimitive)) {
    for (const key of a.keys()) {
      if (!b.has(key)) return false;
      if (
        a instanceof Map && b instanceof Map && !compare(a.get(key), b.get(key))
      ) return false;
    }
    return true;
  }
  // A key that is an object may equal one that is another object, so every pair is a candidate: quadratic.
  for (const [aKey, aValue] of a.entries()) {
    let found = false;
    for (const [bKey, bValue] of b.entries()) {
      if (
        compare(aKey, bKey) &&
        ((aKey === aValue && bKey === bValue) || compare(aValue, bValue))
      ) {
        found = true;
        break;
      }
    }
    if (!found) return false;
  }
  return true;
}

function compareProperties(a: object, b: object, compare: Comparer): boolean {
  const keys = isPlain(a) ? Reflect.ownKeys({ ...a, ...b }) : inheritedKeys(a).union(inheritedKeys(b));
  for (const key of keys) {
    if (!compare(Reflect.get(a, key), Reflect.get(b, key))) return false;
    if ((key in a) !== (key in b)) return false;
  }
  return true;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ||
    prototype === Array.prototype;
}

function inheritedKeys(value: object): Set<Key> {
  const keys = new Set<Key>();
  let link: object | null = value;
  while (
    link !== null && link !== Object.prototype && link !== Array.prototype
  ) {
    for (const key of Reflect.ownKeys(link)) keys.add(key);
    link = Object.getPrototypeOf(link);
  }
  return keys;
}

/** Temporal is looked up by name, as not every runtime has it. */
function temporalPrototypes(): unknown[] {
  const temporal: unknown = Reflect.get(globalThis, "Temporal");
  if (!isObject(temporal)) return [];
  const names = [
    "Duration",
    "Instant",
    "PlainDate",
    "PlainDateTime",
    "PlainMonthDay",
    "PlainTime",
    "PlainYearMonth",
  ];
  return [...names, "ZonedDateTime"]
    .map((name): unknown => Reflect.get(temporal, name))
    .filter((type) => typeof type === "function")
    .map((type): unknown => type.prototype);
}

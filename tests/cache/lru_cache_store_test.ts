import { LruCacheStore } from "../../src/cache/lru_cache_store.ts";
import { testStore } from "./store_contract.ts";

testStore({ name: "lru-cache", make: (options) => new LruCacheStore<string>(options) });

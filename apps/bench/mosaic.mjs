// Mosaic's coordinator over a duckdb-server: the margin views under a moving interval of dates.
// Reads one JSON object from standard input, writes one to standard output.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const asked = JSON.parse(readFileSync(0, "utf8"))
const packaged = name => import(pathToFileURL(join(asked.folder, "node_modules", "@uwdata", name, "dist/src/index.js")))
const { Coordinator, RestConnector, Selection, clauseInterval, makeClient } = await packaged("mosaic-core")
const { Query, corr, count, desc, quantile, sql, sum } = await packaged("mosaic-sql")

const METRICS = { im: "initial_margin", vm: "variation_margin", sl: "stress_loss", df: "default_fund" }
const PAIRS = ["im_vm", "im_sl", "im_df", "vm_sl", "vm_df", "sl_df"]
const WHISKERS = { whisker_low: 0.05, q1: 0.25, median: 0.5, q3: 0.75, whisker_high: 0.95 }

const both = pair => pair.split("_").map(metric => METRICS[metric])
const exposure = filter =>
  Query.from("margin").select("date", "ccp", "member", { stress_loss: sum("stress_loss") })
    .where(filter).groupby("date", "ccp", "member")
const daily = filter =>
  Query.from(exposure(filter)).select("date", "ccp", { pair: sql`list_sum(max(stress_loss, 2))` }).groupby("date", "ccp")

const VIEWS = {
  daily: filter =>
    Query.from("margin").select("date", { initial_margin: sum("initial_margin"), stress_loss: sum("stress_loss") })
      .where(filter).groupby("date").orderby("date"),
  waterfall: filter =>
    Query.from("margin")
      .select("layer", { stress_loss: sum("stress_loss"), default_fund: sum("default_fund"), records: count() })
      .where(filter).groupby("layer"),
  cover2: filter =>
    Query.from(daily(filter)).select("ccp", each(WHISKERS, share => quantile("pair", share)), { days: count() })
      .groupby("ccp"),
  correlation: filter =>
    Query.from("margin").select("ccp", Object.fromEntries(PAIRS.map(pair => [pair, corr(...both(pair))])))
      .select({ records: count() }).where(filter).groupby("ccp"),
  members: filter =>
    Query.from("margin")
      .select("member", { initial_margin: sum("initial_margin"), stress_loss: sum("stress_loss"), records: count() })
      .where(filter).groupby("member").orderby(desc("initial_margin"), "member").limit(15),
  density: filter =>
    Query.from("margin").select({ im: sql`rung(initial_margin)`, sl: sql`rung(stress_loss)`, records: count() })
      .where(filter).where(sql`initial_margin IS NOT NULL AND stress_loss IS NOT NULL`).groupby("im", "sl"),
}

function each(entries, make) {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, make(value)]))
}

class Counting extends RestConnector {
  bytes = 0
  async query(query) {
    const answer = await super.query(query)
    this.bytes += answer?.byteLength ?? 0
    return answer
  }
}

const connector = new Counting({ uri: asked.address })
const errors = []
const said = (...words) => errors.push(words.map(String).join(" "))
const logger = { debug() {}, info() {}, log() {}, warn() {}, error: said, group() {}, groupEnd() {}, groupCollapsed() {} }
const coordinator = new Coordinator(connector, { logger })
for (const statement of asked.setup) await coordinator.exec(statement)

const brush = Selection.crossfilter()
const shown = {}
const clients = each(VIEWS, query => query)
for (const [name, query] of Object.entries(VIEWS)) {
  const queryResult = rows => { shown[name] = rows.numRows ?? rows.length }
  clients[name] = makeClient({ coordinator, selection: brush, query, queryResult })
}
await Promise.all(Object.values(clients).map(client => client.pending))

const scale = { type: "time", domain: asked.domain.map(day => new Date(day)), range: [0, asked.pixels] }
const clause = days => clauseInterval("date", days.map(day => new Date(day)), { source: clients.daily, scale })

const begun = performance.now()
brush.activate(clause(asked.windows[0]))
const entries = [...coordinator.preaggregator.entries]
await Promise.allSettled(entries.map(([, entry]) => entry?.result))
const ready = performance.now() - begun
const named = client => Object.keys(clients).find(name => clients[name] === client)
const plain = entries.filter(([, entry]) => !entry?.skip && !entry?.result).map(([client]) => named(client))

const steps = []
for (const days of asked.windows) {
  const bytes = connector.bytes
  const start = performance.now()
  brush.update(clause(days))
  await brush.pending("value")
  steps.push([performance.now() - start, connector.bytes - bytes])
}
process.stdout.write(JSON.stringify({ steps, ready, plain, shown, errors }))

// npm `newman` runs a Postman collection. In: {"collection", "values"}. Out: every assertion with the number of its
// request (several have the same name), and what failed.
import { readFileSync } from "node:fs";
import newman from "newman";

const given = JSON.parse(readFileSync(0, "utf8"));
newman.run(
  {
    collection: given.collection,
    envVar: Object.entries(given.values).map(([key, value]) => ({ key, value })),
    reporters: [],
    timeoutRequest: 20000,
  },
  (error, summary) => {
    if (error) throw error;
    const assertions = summary.run.executions.flatMap((done, index) =>
      (done.assertions ?? []).map((one) => ({
        number: index + 1,
        name: `${done.item.name}: ${one.assertion}`,
        error: one.error ? one.error.message : "",
      })),
    );
    process.stdout.write(JSON.stringify({ assertions }));
  },
);

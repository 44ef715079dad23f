// Carries documents through the office as its people do: `node walk.mjs BASE FILE ANNEX [PICTURES]`. Every
// line it prints is something that did not come out as it should. With a folder for pictures, every
// page on the way is kept at the desk's size and at a phone's, and judged by axe. WALK_SCENES=attacks,batch
// plays those scenes only.
import { attacks } from "./walk/attacks.mjs";
import { draft } from "./walk/draft.mjs";
import { papers } from "./walk/papers.mjs";
import { batch, returns } from "./walk/returns.mjs";
import { Stage } from "./walk/stage.mjs";
import { whole } from "./walk/whole.mjs";

const [base, file, annex, pictures] = process.argv.slice(2);
const stage = new Stage({ base, file, annex, pictures });
await stage.open();
const chosen = process.env.WALK_SCENES?.split(",");
for (const scene of [whole, draft, papers, returns, batch, attacks]) {
  if (chosen && !chosen.includes(scene.name)) continue;
  try {
    await scene(stage);
  } catch (error) {
    stage.faults.push(`${scene.name}: ${error.stack.split("\n").slice(0, 8).join(" | ")}`);
  }
}
await stage.close();
for (const fault of stage.faults) console.error(fault);
process.exitCode = stage.faults.length > 0 ? 1 : 0;

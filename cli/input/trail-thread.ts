import { parentPort, workerData } from "node:worker_threads";
import { readTaken, type TrailThreadData } from "./read-trails.ts";

// The second thread that reads trails.
parentPort?.postMessage(await readTaken(workerData as TrailThreadData));

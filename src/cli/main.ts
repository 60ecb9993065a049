#!/usr/bin/env node
// The program: it starts the commands, which lie beside it in dist/, compiled already where Node can keep that.
import './compileCache.js';
import './commands.js';

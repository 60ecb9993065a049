import * as tf from '@tensorflow/tfjs';
import { loadEngine } from '../../kernel/load.js';
import { ownPort } from '../ownPort.web.js';
import { yieldTurn } from '../turn.web.js';
import { Trainer } from './trainer.js';

const port = ownPort();

// Messages that come before it listens wait.
void tf
  .setBackend('cpu')
  .then(() => new Trainer(port, { yieldTurn, now: () => performance.now(), arithmetic: loadEngine() }));

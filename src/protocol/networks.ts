/** What crosses both boundaries about two networks that were trained independently; `engine.ts` hands it on. */
import type { HeadBehaviour, SaidOtherwise } from '../core/analysis/networks/behaviour.js';
import type {
  Counterpart,
  Counterparts,
  NetworkComparison,
} from '../core/analysis/networks/compareNetworks.js';
import type { Kinship } from '../core/analysis/networks/kinship.js';
import type { NetworkPlace } from '../core/analysis/networks/sample.js';
import type { ComparedDocuments } from './engine.js';
import type { ShareDone, StatePlace } from './units.js';

export type { Counterpart, Counterparts, HeadBehaviour, Kinship, NetworkComparison, NetworkPlace };

/** A layer of a network and a direction; its h is meant. */
export type NetworkLayer = Pick<StatePlace, 'layer' | 'direction'>;

/** A unit of a layer and direction. */
export interface LayerUnit extends NetworkLayer {
  readonly unit: number;
}

/** A unit of each network, and tokens of the second. */
export interface CounterpartQuery {
  readonly own: LayerUnit;
  readonly other: LayerUnit;
  readonly fromToken: number;
  readonly toToken: number;
}

/** h of both units at each of these tokens; NaN where the first network has not that token. */
export interface CounterpartLines {
  readonly own: Float32Array;
  readonly other: Float32Array;
}

/** What the engine answers about two networks. */
export type NetworkRequests = {
  /** Whether their units are the same units. */
  kinship: { params: ComparedDocuments; result: Kinship };
  /** What both say, and how alike their layers are. */
  compareNetworks: { params: ComparedDocuments; result: NetworkComparison; progress: ShareDone };
  /** For each unit of a place of the second the one of the first that does most like it. */
  counterparts: {
    params: ComparedDocuments & { place: NetworkLayer };
    result: Counterparts;
    progress: ShareDone;
  };
  counterpartLines: { params: ComparedDocuments & CounterpartQuery; result: CounterpartLines };
};

/** A token of which two networks say different things, as the panel lists it. */
export interface PanelSaidOtherwise extends SaidOtherwise {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** Two heads, with what the panel names of them. */
export interface PanelBehaviour extends Omit<HeadBehaviour, 'changes'> {
  readonly beforeName: string;
  readonly afterName: string;
  readonly beforeLabels: readonly string[];
  readonly afterLabels: readonly string[];
  readonly changes: readonly PanelSaidOtherwise[];
}

/** How two networks differ and how alike they are, as the panel shows it. */
export interface PanelNetworks extends Omit<NetworkComparison, 'heads'> {
  readonly heads: readonly PanelBehaviour[];
}

/** Questions of the panel about two networks. */
export interface NetworkQuestions {
  networks: { params: Readonly<Record<string, never>>; result: PanelNetworks };
  counterparts: { params: NetworkLayer; result: Counterparts };
  counterpartLines: { params: CounterpartQuery; result: CounterpartLines };
}

import { PCA } from 'ml-pca';
import type { Eigen } from '../core/analysis/principalPlane.js';

/** The two largest eigenvalues of a symmetric matrix with their vectors: time in the cube of its rows. */
export function solveEigen(rows: number[][]): Eigen {
  const solved = new PCA(rows, { isCovarianceMatrix: true });
  const vectors = solved.getEigenvectors();
  const shares = solved.getExplainedVariance();
  const wanted = [0, 1].filter((k) => k < rows.length);
  return {
    values: wanted.map((k) => solved.getEigenvalues()[k]),
    vectors: wanted.map((k) => vectors.getColumn(k)),
    shares: wanted.map((k) => shares[k]),
  };
}

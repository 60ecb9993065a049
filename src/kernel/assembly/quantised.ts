// What the module with relaxed SIMD exports besides.
export { multiplyQuantised } from './multiplyQuantised';
export { forwardQuantised } from './forwardQuantised';

declare module 'regl/dist/regl.unchecked.js' {
  import createRegl from 'regl'
  export default createRegl
}

/**
 * @seamline/http/jwt: authenticates public requests by JSON Web Tokens. Requires the package jose.
 */

export { authenticateJwt, type JwtAlgorithm, type JwtOptions } from "./jwt/authenticate-jwt.ts";

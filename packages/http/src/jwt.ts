/** @seamline/http/jwt: public requests authenticated by JSON Web Tokens. Needs the package jose. */

export { authenticateJwt, type JwtAlgorithm, type JwtOptions } from "./jwt/authenticate-jwt.ts";

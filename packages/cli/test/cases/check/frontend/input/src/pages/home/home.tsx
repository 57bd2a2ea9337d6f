import logo from "../../ui/icon.svg";

export const pages = import.meta.glob("../*/*.tsx");
export const Home = () => <img src={logo} alt="require('./nowhere')" />;

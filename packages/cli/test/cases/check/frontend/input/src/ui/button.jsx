import "./button.css";
import icon from "./icon.svg?raw";

export const Button = ({ text }) => <button title="it's">{icon} {text}: don't /* not a comment </button>;

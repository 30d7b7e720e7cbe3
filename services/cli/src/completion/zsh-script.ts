import type { CompletedCommand } from './completion-table.ts';
import { shellTables } from './shell-tables.ts';

/** A script for zsh that completes `weir`: sourced, or as `_weir` in a folder of `fpath`. */
export function zshScript(table: readonly CompletedCommand[]): string {
  return `#compdef weir
# Completes weir in zsh. Made by: weir completion zsh

${shellTables(table)}
_weir() {
  local path_='' option='' kind='' cur=$words[CURRENT] word next line
  local -i index=0 position
  local -a offered
  for (( position = 2; position < CURRENT; position++ )); do
    word=$words[position]
    if [[ -n $option ]]; then
      option=''
    elif [[ $word == -* ]]; then
      [[ $word != *=* ]] && __weir_value "$path_" "$word" > /dev/null && option=$word
    elif next=$(__weir_step "$path_" "$word"); then
      path_=$next
    else
      index+=1
    fi
  done
  if [[ $cur == --*=* ]]; then
    option=\${cur%%=*}
    compset -P '*='
    cur=\${cur#*=}
  fi
  if [[ -n $option ]]; then
    kind=$(__weir_value "$path_" "$option")
  elif [[ $cur == -* ]]; then
    offered=("\${(@f)$(__weir_options "$path_")}")
  else
    offered=("\${(@f)$(__weir_commands "$path_")}")
    [[ -z $offered ]] && kind=$(__weir_argument "$path_" "$index")
  fi
  case $kind in
    '='*) offered=(\${=kind#=}) ;;
    '@'*) offered=("\${(@f)$(weir __complete "\${kind#@}" -- "$cur" "\${words[@]:1}" 2> /dev/null)}") ;;
    file)
      _files
      return
      ;;
  esac
  # A word and its meaning are a tab apart; _describe wants a colon.
  offered=("\${offered[@]//:/\\\\:}")
  offered=("\${offered[@]/$'\\t'/:}")
  [[ -n $offered ]] && _describe -t weir 'weir' offered
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _weir "$@"
else
  compdef _weir weir
fi
`;
}

import type { CompletedCommand } from './completion-table.ts';
import { shellTables } from './shell-tables.ts';

/** A script for bash 4 and later that completes `weir`. */
export function bashScript(table: readonly CompletedCommand[]): string {
  return `# Completes weir in bash. Made by: weir completion bash

${shellTables(table)}
_weir() {
  local line=\${COMP_LINE:0:COMP_POINT} path='' option='' kind='' index=0 cur word next
  local -a words=()
  # Bash takes words apart at ":" and "=": they are read from the line.
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  cur=\${words[-1]}
  for word in "\${words[@]:1:\${#words[@]}-2}"; do
    if [[ -n $option ]]; then
      option=''
    elif [[ $word == -* ]]; then
      [[ $word != *=* ]] && __weir_value "$path" "$word" > /dev/null && option=$word
    elif next=$(__weir_step "$path" "$word"); then
      path=$next
    else
      index=$((index + 1))
    fi
  done
  local offered=''
  if [[ $cur == --*=* ]]; then
    option=\${cur%%=*}
    cur=\${cur#*=}
  fi
  if [[ -n $option ]]; then
    kind=$(__weir_value "$path" "$option")
  elif [[ $cur == -* ]]; then
    offered=$(__weir_options "$path" | cut -f 1)
  else
    offered=$(__weir_commands "$path" | cut -f 1)
    [[ -z $offered ]] && kind=$(__weir_argument "$path" "$index")
  fi
  case $kind in
    =*) offered=\${kind#=} offered=\${offered// /$'\\n'} ;;
    @*) offered=$(weir __complete "\${kind#@}" -- "$cur" "\${words[@]:1}" 2> /dev/null) ;;
    file)
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      return
      ;;
  esac
  # Names are anybody's: compgen -W would run a $(command) in one. A colon begins a word of its own for bash.
  local before='' quoted
  [[ \${COMP_WORDBREAKS-} == *:* && $cur == *:* ]] && before=\${cur%"\${cur##*:}"}
  COMPREPLY=()
  while IFS= read -r word; do
    [[ -z $word || $word != "$cur"* ]] && continue
    printf -v quoted %q "\${word#"$before"}"
    COMPREPLY+=("$quoted")
  done <<< "$offered"
}

complete -F _weir weir
`;
}

/** Water over a sill. */
export function Logo({ size = 22 }: { readonly size?: number }) {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" class="logo-ground" />
      <path d="M4 11h9c5 0 4 9 9 9h6" class="logo-water" />
      <path d="M13 16v10M19 26h9" class="logo-sill" />
    </svg>
  );
}

interface Named {
  firstName: string
  lastName: string
}

export function fullName(person: Named): string {
  return `${person.firstName} ${person.lastName}`.trim()
}

export function initials(person: Named): string {
  return `${person.firstName.charAt(0)}${person.lastName.charAt(0)}`.toUpperCase()
}

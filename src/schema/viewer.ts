import type { Permission, Role } from '../domain/access/permissions.ts'
import { NO_PROJECT, NOBODY, type Principal, type ProjectAccess } from '../domain/access/principal.ts'
import { builder } from './builder.ts'
import { MemberRole, PermissionName } from './enums.ts'
import { toGlobalId } from './global-id.ts'
import { graphError } from './graph-error.ts'
import { ApiKeyRef, MemberRef, OrganizationRef, ProjectRef } from './refs.ts'
import { required } from './required.ts'

const ProjectAccessType = builder.objectRef<ProjectAccess>('ProjectAccess').implement({
  description: 'A project in which the viewer may act, once a request names it.',
  fields: (t) => ({
    projectId: t.id({
      description: 'What to send as `x-parley-project`, or as `projectId` in connection_init.',
      resolve: ({ projectId }) => toGlobalId('Project', projectId),
    }),
    slug: t.exposeString('slug', {
      description: 'Its short name, taken instead of the id where it is one of a kind among the viewer’s.',
    }),
    name: t.exposeString('name', { description: 'As people call it.' }),
    roles: t.field({
      type: [MemberRole],
      description: 'What the viewer is in it.',
      resolve: ({ roles }) => roles,
    }),
  }),
})

/** Whoever acts in no project has none to show, nor an organisation. */
function named(principal: Principal): Principal {
  if (principal.projectId !== NO_PROJECT) return principal
  throw graphError(
    'PROJECT_REQUIRED',
    'This request names no project: send the header x-parley-project (projectId in connection_init) with one of `viewer { projects }`.',
  )
}

const Viewer = builder.objectRef<Principal>('Viewer').implement({
  description: 'Who asks, and what they may do.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The person’s name, or the key’s.' }),
    roles: t.field({
      type: [MemberRole],
      description: 'What they are in this project, from the organisation and from the project.',
      resolve: ({ roles }) => [...roles] as Role[],
    }),
    permissions: t.field({
      type: [PermissionName],
      description: 'All that they may do in this project. Fields that need anything else answer FORBIDDEN.',
      resolve: ({ permissions }) => [...permissions] as Permission[],
    }),
    projects: t.field({
      type: [ProjectAccessType],
      description: 'The projects that a person may name; empty for a key, which belongs to one.',
      resolve: ({ projects }) => [...projects],
    }),
    organization: t.field({
      type: OrganizationRef,
      description: 'The organisation the viewer belongs to. PROJECT_REQUIRED where no project is named.',
      resolve: async (principal, _args, { loaders }) =>
        required(await loaders.organization.load(named(principal).organizationId), 'the organisation'),
    }),
    project: t.field({
      type: ProjectRef,
      description: 'The project that everything here is about. PROJECT_REQUIRED where none is named.',
      resolve: async (principal, _args, { loaders }) =>
        required(await loaders.project.load(named(principal).projectId), 'the project'),
    }),
    apiKey: t.field({
      type: ApiKeyRef,
      nullable: true,
      description: 'The key the viewer asks with; null for a person who is signed in.',
      resolve: ({ kind, id }, _args, { loaders }) => (kind === 'API_KEY' ? loaders.apiKey.load(id) : null),
    }),
    member: t.field({
      type: MemberRef,
      nullable: true,
      description: 'The person who is signed in; null for an API key, and where no project is named.',
      resolve: ({ kind, id }, _args, { loaders }) =>
        kind === 'MEMBER' && id !== NOBODY ? loaders.member.load(id) : null,
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who asks: the holder of the API key, or the person who signed in.',
    resolve: (_root, _args, { principal }) => principal,
  }),
)

import type { EndpointSpec, QueryInput, ReplyOf } from '@hms/contract/endpoint'
import {
  type InfiniteData,
  infiniteQueryOptions,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api.ts'
import type { Endpoint } from '../endpoints.ts'

interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export type ItemOf<E extends EndpointSpec> = ReplyOf<E> extends Page<infer T> ? T : never

/** A list of the API as an infinite query: each page continues at the cursor of the one before. */
export function pagedOptions<E extends EndpointSpec>(
  key: readonly unknown[],
  endpoint: Endpoint<E>,
  query: Omit<QueryInput<E>, 'cursor'>,
) {
  return infiniteQueryOptions({
    queryKey: [...key, query] as const,
    queryFn: ({ pageParam, signal }) =>
      call(
        endpoint as never,
        { query: { ...query, cursor: pageParam }, signal } as never,
      ) as Promise<unknown> as Promise<Page<ItemOf<E>>>,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<ItemOf<E>>) => last.nextCursor ?? undefined,
  })
}

/** What a list page needs: the rows so far, how to get more, and what went wrong. */
export interface ListState<T> {
  items: T[]
  isPending: boolean
  isFetching: boolean
  error: Error | null
  refetch: () => unknown
  hasMore: boolean
  isLoadingMore: boolean
  loadMore: () => unknown
}

/** The pages of an infinite query, joined. */
export function useListState<T>(query: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>): ListState<T> {
  const items = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.items), [query.data])
  return {
    items,
    isPending: query.isPending,
    isFetching: query.isFetching,
    error: query.error,
    refetch: query.refetch,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: query.fetchNextPage,
  }
}

/** Reads a list made by `pagedOptions`, its pages joined. Hand the result to `DataTable`. */
export function useList<T>(
  options: ReturnType<typeof pagedOptions<EndpointSpec>> | object,
  { enabled = true }: { enabled?: boolean } = {},
): ListState<T> {
  const query = useInfiniteQuery({ ...(options as ReturnType<typeof pagedOptions<EndpointSpec>>), enabled })
  return useListState(query as UseInfiniteQueryResult<InfiniteData<Page<T>>>)
}

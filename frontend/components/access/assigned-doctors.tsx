'use client'

import type { Doctor } from '@hms/contract/doctors'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { accessQueries, useAssign, useEndAssignment } from '@/lib/queries/access'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import access from '@/messages/en/access.json'
import { DoctorChoice } from './doctor-choice'

/** Doctors who read a patient's record without a visit, for those who assign them. */
export const AssignedDoctors = withTexts({ access }, AssignedDoctorsCard)

function AssignedDoctorsCard({ patientId }: { patientId: string }) {
  const t = useTranslations('access.assign')
  const format = useFormat()
  const assignments = useQuery(accessQueries.assignments(patientId))
  const assign = useAssign(patientId)
  const end = useEndAssignment(patientId)
  const [doctor, setDoctor] = useState<Doctor | null>(null)
  const active = assignments.data?.filter((assignment) => assignment.active)
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('hint')}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-4">
        {assignments.isPending && <LoadingBlock className="h-12" />}
        {assignments.error && <ErrorState error={assignments.error} onRetry={assignments.refetch} />}
        {active?.length === 0 && <p className="text-sm text-muted-foreground">{t('none')}</p>}
        <ul className="grid gap-3">
          {active?.map((assignment) => (
            <li key={assignment.id} className="flex flex-wrap items-center justify-between gap-2">
              <span>
                {fullName(assignment.doctor)}
                <span className="block text-sm text-muted-foreground">
                  {t('since', { from: format.date(assignment.from) })}
                </span>
              </span>
              <Button
                size="sm"
                variant="outline"
                disabled={end.isPending}
                onClick={() =>
                  end.mutate(assignment.id, {
                    onSuccess: () => toast.success(t('ended', { name: fullName(assignment.doctor) })),
                  })
                }
              >
                {t('end')}
              </Button>
            </li>
          ))}
        </ul>
        <DoctorChoice label={t('doctor')} placeholder={t('choose')} value={doctor} onValueChange={setDoctor} />
        <div>
          <Button
            disabled={!doctor || assign.isPending}
            onClick={() =>
              doctor &&
              assign.mutate(
                { doctorId: doctor.id },
                {
                  onSuccess: () => {
                    toast.success(t('done', { name: fullName(doctor) }))
                    setDoctor(null)
                  },
                },
              )
            }
          >
            {t('confirm')}
          </Button>
        </div>
      </CardContent>
    </Card>
  )
}

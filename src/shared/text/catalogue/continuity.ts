/** Texts about state continuity: what was put in order how, what each type writes, what could not be tested. */

export const continuityTexts = {
  continuity: {
    order: {
      sequence: 'by sequence number',
      time: 'by time; events of one instant fit when any order of them does',
      file: 'as the file has them: there are neither sequence numbers nor times throughout',
    },
    style: {
      'full-state': 'every field before and after a change',
      'changed-fields': 'only the fields that changed',
      'changed-then-full': 'the changed fields before, every field after',
      mixed: 'sometimes every field, sometimes only those that changed',
      'one-side': 'never an old and a new value in one event',
    },
    untested: {
      'no-resource_one': '{{counted}} event with values names no resource',
      'no-resource_other': '{{counted}} events with values name no resource',
      'several-resources_one':
        '{{counted}} event covers several resources without listing them; its fields are not known afterwards',
      'several-resources_other':
        '{{counted}} events cover several resources without listing them; their fields are not known afterwards',
      'not-an-object_one': '{{counted}} event has values that are not named fields',
      'not-an-object_other': '{{counted}} events have values that are not named fields',
      unreadable_one: '{{counted}} event has values that are not JSON',
      unreadable_other: '{{counted}} events have values that are not JSON',
      'too-wide_one': '{{counted}} event has more fields than are compared',
      'too-wide_other': '{{counted}} events have more fields than are compared',
      'undecided-tie_one': '{{counted}} instant has too many events with unstated values to be put in order',
      'undecided-tie_other': '{{counted}} instants have too many events with unstated values to be put in order',
      'too-many-changes_one': '{{counted}} resource has more changes than are held at a time and was not tested',
      'too-many-changes_other': '{{counted}} resources have more changes than are held at a time and were not tested',
    },
    odd: {
      'created-again_one': '{{counted}} resource was created although it had events before',
      'created-again_other': '{{counted}} times a resource was created although it had events before',
      'create-with-old-value_one': '{{counted}} creation states an old value',
      'create-with-old-value_other': '{{counted}} creations state an old value',
      'event-after-delete_one': '{{counted}} resource has an event after it was deleted',
      'event-after-delete_other': '{{counted}} times a resource has an event after it was deleted',
    },
    writtenDifferently_one: '{{counted}} of them is the same value in another form, such as 1.0 and 1',
    writtenDifferently_other: '{{counted}} of them are the same value in another form, such as 1.0 and 1',
    changesWithoutValues_one: '{{counted}} change event states no value; nothing is known of its resource afterwards',
    changesWithoutValues_other:
      '{{counted}} change events state no value; nothing is known of their resources afterwards',
    changed_one: 'one field changed after {{after}}, not later than {{until}}',
    changed_other: '{{counted}} fields changed after {{after}}, not later than {{until}}',
    implied: 'not listed among the changed fields',
  },
} as const

// A cluster is five processes and more: two of them at once on a small machine would measure the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

"""One playbook laid over another: a brand, a region or a customer says only what differs.

:mod:`.lay` puts a file of differences on the tree of the playbook below; :mod:`.entries` finds what
it names; :mod:`.origin` tells of the result from which file each value comes.
"""

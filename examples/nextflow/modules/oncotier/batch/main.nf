process ONCOTIER_BATCH {
    tag "$meta.id"
    label 'process_medium'

    conda "${moduleDir}/environment.yml"

    input:
    tuple val(meta), path(inputs, stageAs: 'inputs/*')

    output:
    tuple val(meta), path("${prefix}/reports/*")          , emit: reports
    tuple val(meta), path("${prefix}/options.tsv")        , emit: options
    tuple val(meta), path("${prefix}/alterations.tsv")    , emit: alterations
    tuple val(meta), path("${prefix}/samples.tsv")        , emit: samples
    tuple val(meta), path("${prefix}/cohort.html")        , emit: cohort
    tuple val(meta), path("${prefix}/oncotier_mqc.json")  , emit: multiqc
    path "versions.yml"                                   , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    def tumor = meta.tumor_type ? "--tumor-type '${meta.tumor_type}'" : ''
    """
    oncotier batch inputs \\
        --output '${prefix}' \\
        --jobs $task.cpus \\
        $tumor \\
        $args \\
        || test \$? -eq 3

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        oncotier: \$(oncotier --version | cut -d ' ' -f 2)
    END_VERSIONS
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    mkdir -p '${prefix}/reports'
    touch '${prefix}/reports/sample.json' '${prefix}/options.tsv' '${prefix}/alterations.tsv' \\
        '${prefix}/samples.tsv' '${prefix}/cohort.html' '${prefix}/oncotier_mqc.json'

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        oncotier: \$(oncotier --version | cut -d ' ' -f 2)
    END_VERSIONS
    """
}
